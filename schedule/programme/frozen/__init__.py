"""What earlier releases said: kept when a release is followed by another, and laid out again when work goes back."""
