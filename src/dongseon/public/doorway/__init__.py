"""The process that readers' connections meet first: pages from memory, everything else handed through."""
