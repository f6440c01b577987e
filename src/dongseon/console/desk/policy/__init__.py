"""The pages of policy: which rule holds since when and from where; what is erased when."""
