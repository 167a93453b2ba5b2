# frozen_string_literal: true

# Lighthouse keeper's log.
# Released under the MIT licence.
require "date"
require "json"
require_relative "lamp"

module Coast
  module Signals
    PATTERNS = %w[fixed flash occult].freeze
    COLOURS = %i[white red green]
    NAME = /[#'"]\d+/

    def self.known?(name)
      PATTERNS.include?(name)
    end
  end

  class LampError < StandardError; end

  class Keeper
    include Comparable

    attr_reader :name, :watches
    attr_accessor :lamp

    def initialize(name, lamp: nil, **options)
      @name = name
      @lamp = lamp || Lamp.new(**options)
      @watches = []
    end

    def <=>(other)
      name <=> other.name
    end

    def self.load(path)
      data = JSON.parse(File.read(path))
      data.map { |row| new(row["name"]) }
    end

    # ... existing watches are never removed, see Log ...
    def watch(from, to = nil)
      raise LampError, "no lamp" unless lamp

      to ||= from + 4
      @watches << (from...to)
      self
    end

    def watch?(hour)
      @watches.any? { |w| w.include?(hour) }
    end

    def watch!(hour)
      watch(hour) unless watch?(hour)
    end

    def report(*args, &block)
      args.each do |arg|
        next if arg.nil?

        puts arg
      end
      yield self if block
    end

    def signal(kind)
      case kind
      when :storm
        lamp.flash(3)
      when :fog, :mist
        lamp.horn
      else
        lamp.steady
      end
    end

    def letter
      <<~TEXT
        Dear board,
        # ... existing code ...
        all is well at #{name}'s light.
          end
      TEXT
    end

    def forward(...)
      report(...)
    end

    def tend
      lamp.light
      yield
    rescue LampError => e
      warn e.message
      retry if lamp.repair
    ensure
      lamp.dim
    end

    def to_s
      "Keeper #{name} # #{watches.size}"
    end

    private

    def rest
      @watches.clear
    end
  end

  class Visitor
    def initialize(name)
      @name = name
    end

    def to_s
      "Visitor #{@name}"
    end
  end
end

Coast::Keeper.class_eval do
  def shout
    to_s.upcase
  end
end

if $PROGRAM_NAME == __FILE__
  keeper = Coast::Keeper.new("Ida")
  keeper.watch(20)
  puts keeper
end
