"""A fictional county built from a published return, for trying, testing and timing."""
