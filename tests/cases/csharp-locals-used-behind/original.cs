namespace Depot
{
    public class Paths
    {
        static string Find(string name)
        {
            string root = Lookup(name);
            string location = null;
            if (string.IsNullOrEmpty(root))
            {
                location = typeof(Paths).Assembly.Location;
                var file = new FileInfo(location);
                root = file.DirectoryName;
            }

            Log(root, location);
            return root;
        }
    }
}
