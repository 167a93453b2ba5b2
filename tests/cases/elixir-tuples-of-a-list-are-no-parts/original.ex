defmodule Crew do
  def all do
    [
      {:captain, "Ines"},
      {:mate, "Olaf"},
      {:bosun, "Pia"}
    ]
  end
end
