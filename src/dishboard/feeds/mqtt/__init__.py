"""Stations' status messages from an MQTT 5 broker."""

from dishboard.feeds.mqtt.feed import FEED_ID, MqttFeed
from dishboard.feeds.mqtt.publisher import MqttPublisher
from dishboard.feeds.mqtt.settings import MqttSettings
from dishboard.feeds.mqtt.topics import sender_topic, status_topic

__all__ = [
    "FEED_ID",
    "MqttFeed",
    "MqttPublisher",
    "MqttSettings",
    "sender_topic",
    "status_topic",
]
