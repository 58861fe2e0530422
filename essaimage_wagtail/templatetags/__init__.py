"""Filters and tags of templates: values in the reader's format, pictures, drawings, checked addresses."""
