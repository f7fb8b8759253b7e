"""What the machine of random acts over calls, rounds and reviews is made of."""
