"""An invented congress to try the platform with: data files and what loads them."""
