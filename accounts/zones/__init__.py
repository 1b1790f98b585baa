"""All time zones by place, country and offset: the page where one chooses a clock."""
