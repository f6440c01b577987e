"""Pages of data requests: keys, signing, the board, what was seen about somebody."""
