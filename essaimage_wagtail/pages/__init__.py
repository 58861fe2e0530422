"""Ready-made page types, thin over the mixins. An app of its own; a site with types of its own lives without it."""
