"""The programme of a congress: sessions and talks, when and where they sit, and what of it is published."""
