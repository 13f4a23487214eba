// Stands in for packages that plotly.js names and the app's figures never use: names of countries (ours are places by
// id), the style sheet of tile maps, streams.
export const COUNTRIES = [];
export const createLookup = () => ({ lookupAlpha3: () => null });
export default "";
