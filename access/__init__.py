"""Who sees what, who may do what, what can happen next; and the doors."""
