export { geoNaturalEarth1 as geoNaturalEarth } from "d3-geo";
