// A few places: to send where the bot asks for one, and to show times in their zones.

export const PLACES = [
  { name: "Berlin", latitude: 52.52, longitude: 13.405, zone: "Europe/Berlin" },
  { name: "London", latitude: 51.5072, longitude: -0.1276, zone: "Europe/London" },
  { name: "New York", latitude: 40.7128, longitude: -74.006, zone: "America/New_York" },
  { name: "Los Angeles", latitude: 34.0522, longitude: -118.2437, zone: "America/Los_Angeles" },
  { name: "New Delhi", latitude: 28.6139, longitude: 77.209, zone: "Asia/Kolkata" },
  { name: "Lord Howe Island", latitude: -31.5553, longitude: 159.0821, zone: "Australia/Lord_Howe" },
  { name: "Auckland", latitude: -36.8509, longitude: 174.7645, zone: "Pacific/Auckland" },
];

const near = (one, other) => Math.abs(one - other) < 0.01;

export const nameOf = ({ latitude, longitude }) => PLACES.find((place) => (
  near(place.latitude, latitude) && near(place.longitude, longitude)))?.name;
