public class Item
{
    public string Name;
    public int Count;
    public decimal Price;

    public Item(string name)
    {
        Name = name;
    }
}
