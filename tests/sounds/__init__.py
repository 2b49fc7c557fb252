"""The ear for talk: how its weights are learned, and how well it hears people of whom it never learned."""
