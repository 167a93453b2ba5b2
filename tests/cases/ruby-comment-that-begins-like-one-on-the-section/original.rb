class Parser
  def run(words)
    words.each { |word| take(word) }
  end

  private

  def take(word)
    return if word.empty?
    @taken << word
  end
end
