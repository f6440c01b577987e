"""How names are searched: what is heard alike meets, in any order, in Hangul or romanised."""
