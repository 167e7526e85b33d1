"""When a check-in comes back, and what follows where nobody has answered: facts and a moment in, a date with its reason out."""
