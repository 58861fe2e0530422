"""The history of a page in public: the versions that were published, each at its address, and any two compared."""
