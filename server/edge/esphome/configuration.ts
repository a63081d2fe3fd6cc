// A device's configuration for ESPHome, complete except for the Wi-Fi: an ESP32 with one LED and a sensor that detects a car. Its topics match those
// of the broker; nothing here speaks MQTT.
import type { DevicePlan } from "../../contract/devices.ts";

/** The YAML for `esphome run`. Wi-Fi and the password for updates stay in the user's own `secrets.yaml`. */
export const esphomeConfiguration = (plan: DevicePlan): string =>
  [node(plan), network, mqtt(plan), led(plan), distanceSensor, yesOrNoSensor].join("");

const node = ({
  name,
  deviceId,
  broker,
}: DevicePlan): string => `# A board of Bellhop's, for ESPHome 2025.2 or newer. Save this as bellhop-${deviceId}.yaml.
# Beside it belongs a secrets.yaml with wifi_ssid, wifi_password and ota_password${broker.tls ? ", and mqtt_ca (see below)" : ""}.
# The password under "mqtt" is shown once: keep this file where only you can read it.
esphome:
  name: bellhop-${deviceId}
  friendly_name: ${quoted(friendly(name) || `Bellhop ${deviceId}`)}

esp32:
  board: esp32dev
  framework:
    type: esp-idf

`;

const network = `# Over USB.
logger:
  level: INFO

# Updates over Wi-Fi, after the first time.
ota:
  - platform: esphome
    password: !secret ota_password

wifi:
  ssid: !secret wifi_ssid
  password: !secret wifi_password

`;

function mqtt({ deviceId, topicPrefix, username, password, broker }: DevicePlan): string {
  const message = (key: string, payload: string): string => `  ${key}:
    topic: ${quoted(`${topicPrefix}/status`)}
    payload: ${payload}
    retain: true
    qos: 1
`;
  return `mqtt:
${broker.unreachable ? `  # ${broker.unreachable.replace(/\s+/g, " ")}\n  # Then make this file anew, or put the address in here.\n` : ""}  broker: ${quoted(broker.host)}
  port: ${broker.port}
${broker.tls ? tls : ""}  username: ${quoted(username)}
  password: ${quoted(password)}
  client_id: ${quoted(`bellhop-${deviceId}`)}
  topic_prefix: ${quoted(topicPrefix)}
  keepalive: 30s
  # All three off: a board may only speak below its own topic_prefix, and Bellhop ends the connection of one that does not.
  discovery: false
  discover_ip: false
  log_topic: null
${message("birth_message", "online")}${message("will_message", "offline")}${message("shutdown_message", "offline")}
`;
}

const led = ({ leds = 1 }: DevicePlan): string => `# The names "led" and "car" make the topics: do not change them.
light:
  - platform: esp32_rmt_led_strip
    id: led
    name: "led"
    pin: GPIO4
    num_leds: ${Math.max(1, Math.trunc(leds))}
    chipset: WS2812
    rgb_order: GRB
    # Dark until Bellhop says what to show, which it does as soon as the board is connected.
    restore_mode: ALWAYS_OFF
    default_transition_length: 0s
    # Without correction amber can be told from red.
    gamma_correct: 1.0

`;

const distanceSensor = `sensor:
  - platform: ultrasonic
    id: distance
    internal: true
    trigger_pin: GPIO18
    echo_pin: GPIO19
    update_interval: 1s
    filters:
      - median:
          window_size: 3
          send_every: 1

# No delayed_on or delayed_off: Bellhop itself waits until a spot has been empty for a while before it ends a stay.
binary_sensor:
  - platform: template
    id: car
    name: "car"
    device_class: occupancy
    qos: 1
    # A car is nearer than 0.50 m, an empty spot farther than 0.60 m: measure both at your spot and put a number between.
    # No echo says nothing, and what was seen last remains.
    lambda: |-
      const float metres = id(distance).state;
      if (std::isnan(metres)) return {};
      return metres < (id(car).state ? 0.60f : 0.50f);

`;

const yesOrNoSensor = `# A sensor that only says yes or no (an inductive loop's relay, an infrared light barrier) instead of the distance: remove
# "sensor" and "binary_sensor" above and take this.
#
# binary_sensor:
#   - platform: gpio
#     id: car
#     name: "car"
#     device_class: occupancy
#     qos: 1
#     pin:
#       number: GPIO21
#       mode:
#         input: true
#         pullup: true
#       inverted: true
`;

const tls = `  # The broker's certificate authority, as PEM; in secrets.yaml: mqtt_ca: |- and the lines of the certificate indented.
  certificate_authority: !secret mqtt_ca
`;

/** A YAML string in double quotes for any text: JSON, with further characters escaped that YAML does not allow raw. */
function quoted(text: string): string {
  const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text.toWellFormed()).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped);
}

/** A name that ESPHome accepts: one line, at most 60 characters, without dollar signs and braces, which it would take for a substitution. */
function friendly(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}${}<>\\]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [...plain].slice(0, 60).join("").trim();
}
