// A few places to send where the bot asks for one.

export const CITIES = [
  ["Berlin", 52.52, 13.405],
  ["London", 51.5072, -0.1276],
  ["New York", 40.7128, -74.006],
  ["Los Angeles", 34.0522, -118.2437],
  ["New Delhi", 28.6139, 77.209],
  ["Lord Howe Island", -31.5553, 159.0821],
  ["Auckland", -36.8509, 174.7645],
];
