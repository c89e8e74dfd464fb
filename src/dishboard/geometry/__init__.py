"""Pure array functions: frames, look angles, passes, light, Sun. No clock, no files.

Arrays of instants are `unix_s`; vectors are (..., 3) in km; angles are degrees in and out. NaN in
is NaN out; misuse raises.
"""

from dishboard.geometry.earth import Geodetic, Station, geodetic_to_itrs, itrs_to_geodetic
from dishboard.geometry.frames import gcrs_to_itrs, rotated, rotated_back, teme_to_itrs
from dishboard.geometry.kepler import Conic
from dishboard.geometry.light import Sight, aberrated, sight, sight_beside
from dishboard.geometry.look import LookAngles, doppler_shift_hz, elevation_deg, look_angles
from dishboard.geometry.orientation import EarthOrientation
from dishboard.geometry.scales import TT_MINUS_UTC_S, tdb_s_of, unix_s_of_tdb
from dishboard.geometry.sun import subsolar_point, terminator

__all__ = [
    "TT_MINUS_UTC_S",
    "Conic",
    "EarthOrientation",
    "Geodetic",
    "LookAngles",
    "Sight",
    "Station",
    "aberrated",
    "doppler_shift_hz",
    "elevation_deg",
    "gcrs_to_itrs",
    "geodetic_to_itrs",
    "itrs_to_geodetic",
    "look_angles",
    "rotated",
    "rotated_back",
    "sight",
    "sight_beside",
    "subsolar_point",
    "tdb_s_of",
    "teme_to_itrs",
    "terminator",
    "unix_s_of_tdb",
]
