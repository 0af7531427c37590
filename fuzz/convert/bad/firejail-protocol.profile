protocol unix,nonsense
