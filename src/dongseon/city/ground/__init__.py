"""The ground the city stands on: island, blocks, buildings, places, transit, antennas."""
