"""Taking edits back, and doing them again."""
