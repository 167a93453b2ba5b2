namespace Depot
{
    public class Paths
    {
        static string root;
        static string home = "/srv/depot";

        static string Root
        {
            get
            {
                if (root == null)
                {
                    root = Environment.GetEnvironmentVariable("DEPOT_ROOT");
                    if (string.IsNullOrEmpty(root))
                    {
                        string location = typeof(Paths).Assembly.Location;
                        var file = new FileInfo(location);
                        root = file.DirectoryName;
                    }
                }

                return root;
            }
        }
    }
}
