"""An erased speaker goes out of the work in progress too, so that no undo brings her back."""
