using System;
using System.Net;

namespace Shop.Core
{
    public class Box { int size; }
}
