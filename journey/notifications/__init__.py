"""What is said to whom outside the app, and in which words; made from what is so at the moment. It writes nothing."""
