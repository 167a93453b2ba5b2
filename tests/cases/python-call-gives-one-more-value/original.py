def train(epochs):
    for epoch in range(epochs):
        total = step(epoch)
        score = evaluate(model, held_out)
        print(f"{epoch}: score {score:.3f}")
        if score > best:
            save(model)
