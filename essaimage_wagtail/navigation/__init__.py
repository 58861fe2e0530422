"""Menu and footer of the package's own base: from the page tree, and from what editors chose for the site"""
