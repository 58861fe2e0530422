"""Who made a page, of those who agreed to be named; and the public page that somebody who edits may have."""
