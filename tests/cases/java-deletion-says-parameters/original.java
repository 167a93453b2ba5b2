package shop;

public class Orders {
    private final Store store;
    private final Mailer mailer;

    public Orders(Store store,
            Mailer mailer) {
        this.store = store;
        this.mailer = mailer;
    }

    public void cancel(String id) {
        Order order = store.find(id);
        order.cancel();
        store.save(order);
    }

    public void cancel(String id, String reason) {
        Order order = store.find(id);
        order.cancel(reason);
        store.save(order);
    }
}
