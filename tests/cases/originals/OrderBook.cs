// Order book of the fish auction.
// Copyright (c) Silversund Fish Market.
using System;
using System.Collections.Generic;
using System.Linq;

namespace Silversund.Auction
{
    /// <summary>A bid for one crate.</summary>
    public record Bid(string Buyer, decimal Price);

    public interface IClock
    {
        DateTime Now { get; }
    }

    public enum Grade
    {
        A,
        B,
        C,
    }

    public class AuctionException : Exception
    {
        public AuctionException(string message) : base(message) { }
    }

    [Serializable]
    public class OrderBook
    {
        private const int MaxBids = 200;
        private readonly List<Bid> _bids = new();
        private readonly IClock _clock;

        // ... existing handlers stay registered until Close ...
        public event EventHandler<Bid> Placed;

        public OrderBook(IClock clock)
        {
            _clock = clock ?? throw new ArgumentNullException(nameof(clock));
        }

        public int Count => _bids.Count;

        public string Title { get; set; } = "Untitled";

        public decimal Best
        {
            get
            {
                return _bids.Count == 0 ? 0m : _bids.Max(b => b.Price);
            }
            private set
            {
                throw new NotSupportedException($"no {value}");
            }
        }

        public void Add(Bid bid)
        {
            if (_bids.Count >= MaxBids)
            {
                throw new AuctionException("full");
            }
            _bids.Add(bid);
            Placed?.Invoke(this, bid);
        }

        public void Add(string buyer, decimal price)
        {
            Add(new Bid(buyer, price));
        }

        public void AddAll(params Bid[] bids)
        {
            foreach (var bid in bids)
            {
                Add(bid);
            }
        }

        /// <summary>Finds the bids of a buyer.</summary>
        [Obsolete("use Query")]
        public IEnumerable<Bid> Find(string buyer)
        {
            return _bids.Where(b => b.Buyer == buyer);
        }

        public IEnumerable<Bid> FindAll(string buyer)
        {
            return _bids.Where(b => b.Buyer.StartsWith(buyer));
        }

        public string Query()
        {
            return @"SELECT ""buyer"", price
                FROM bids -- { not a brace
                // ... existing columns ...
                WHERE price > 0";
        }

        public string Banner()
        {
            return """
                {
                  "title": "auction",
                  /* ... */
                }
                """;
        }

        public string Describe(Grade grade)
        {
            switch (grade)
            {
                case Grade.A:
                    return $"best {{{Best:0.00}}}";
                case Grade.B:
                    return "good";
                default:
                    return "plain";
            }
        }

        public override string ToString()
        {
            return Title;
        }

        #region Ranges

        public Bid[] Latest(int n)
        {
            return _bids.ToArray()[^n..];
        }

        public Bid[] First(int n)
        {
            return _bids.ToArray()[..n];
        }

        #endregion
    }

    public class SilentBook : OrderBook
    {
        public SilentBook(IClock clock) : base(clock)
        {
        }

        public override string ToString()
        {
            return "silent " + Title;
        }
    }
}
