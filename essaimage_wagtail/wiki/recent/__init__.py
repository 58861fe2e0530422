"""Recent changes: what was published last on a site, as a page and as a feed."""
