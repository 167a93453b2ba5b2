public class Orders
{
    public IActionResult Open(int id)
    {
        var order = store.Find(id);
        if (order == null)
        {
            return NotFound();
        }
        order.State = State.Open;
        return Ok(order);
    }
}
