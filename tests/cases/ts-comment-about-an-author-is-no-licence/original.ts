/* eslint-disable no-console */
// Copyright 2024 Acme
import { db } from './db';

// Authorizes a user for a room
export function authorize(user: User, room: Room) {
  const seat = db.seat(user, room);
  console.log(seat);
  return seat.open;
}

export function leave(user: User) {
  return db.drop(user);
}
