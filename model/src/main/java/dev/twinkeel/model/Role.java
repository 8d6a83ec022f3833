package dev.twinkeel.model;

/// What a region is for when nothing is wrong.
public enum Role {
    PRIMARY,
    STANDBY
}
