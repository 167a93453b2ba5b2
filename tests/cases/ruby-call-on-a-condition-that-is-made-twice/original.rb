class Door
  def cycle
    bell
    wait(2)
    bell
  end
end
