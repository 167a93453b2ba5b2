<?php
/**
 * Parcel desk of the island post.
 *
 * @license MIT
 */

declare(strict_types=1);

namespace Island\Post;

use DateTimeImmutable;
use InvalidArgumentException;
use Island\Post\Storage\{Drawer, Shelf};

const MAX_WEIGHT = 31.5;

interface Weighs
{
    public function weight(): float;
}

trait Stamps
{
    private array $stamps = [];

    public function stamp(string $mark): static
    {
        $this->stamps[] = $mark;
        return $this;
    }

    public function label(): string
    {
        return implode(' / ', $this->stamps);
    }
}

enum Size: string
{
    case Small = 's';
    case Large = 'l';

    public function label(): string
    {
        return match ($this) {
            self::Small => 'Small parcel',
            self::Large => 'Large parcel',
        };
    }
}

#[Entity(table: 'parcels')]
final class ParcelDesk implements Weighs
{
    use Stamps;

    public const OPEN = '08:00';

    private array $parcels = [];

    public function __construct(
        private readonly Shelf $shelf,
        private ?Drawer $drawer = null,
    ) {
    }

    // ... existing parcels are never overwritten ...
    public function add(string $code, float $kg): void
    {
        if ($kg > MAX_WEIGHT) {
            throw new InvalidArgumentException("too heavy: {$kg} kg");
        }
        $this->parcels[$code] = $kg;
    }

    public function addAll(array ...$rows): void
    {
        foreach ($rows as $row) {
            $this->add(...$row);
        }
    }

    public function weight(): float
    {
        return array_sum($this->parcels);
    }

    /**
     * Finds parcels by prefix.
     */
    #[Deprecated]
    public function find(string $prefix): array
    {
        return array_filter(
            $this->parcels,
            fn ($code) => str_starts_with($code, $prefix),
            ARRAY_FILTER_USE_KEY,
        );
    }

    public function findOne(string $prefix): ?float
    {
        return array_values($this->find($prefix))[0] ?? null;
    }

    public function notice(string $name): string
    {
        return <<<HTML
            <p>Dear {$name},</p>
            // ... existing code ...
            <p>there's a parcel } for you.</p>
            HTML;
    }

    public function sql(): string
    {
        return <<<'SQL'
SELECT code FROM parcels # { all
-- ... existing columns ...
WHERE kg > 0
SQL;
    }

    public function price(float $kg): int
    {
        switch (true) {
            case $kg < 1:
                return 4;
            case $kg < 10:
                return 9;
            default:
                return 17;
        }
    }

    public static function open(): self
    {
        return new self(new Shelf());
    }
}

function weigh(Weighs ...$things): float
{
    return array_sum(array_map(fn (Weighs $t) => $t->weight(), $things));
}
