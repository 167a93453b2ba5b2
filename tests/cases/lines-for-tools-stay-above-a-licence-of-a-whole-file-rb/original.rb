#!/usr/bin/env ruby
# frozen_string_literal: true
# Copyright 2020 Ovens
require 'json'

def bake(bread)
  JSON.dump(bread)
end

puts bake([1])
