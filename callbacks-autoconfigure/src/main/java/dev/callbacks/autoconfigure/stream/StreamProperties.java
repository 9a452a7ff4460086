// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Duration;

import dev.callbacks.autoconfigure.CallbackConfigurationException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of resumable streams.
 *
 * @param enabled Whether controllers may return streams that a browser resumes.
 * @param endpoint Whether there is an endpoint that resumes and stops streams.
 * @param path Path of the endpoint.
 * @param unreadTimeout Time after which the work of a stream that nobody reads is
 * stopped.
 * @param timeToLive Time for which a stream that is over can be read.
 * @param events Number of the latest events of a stream that are kept.
 * @param maxSize Size of the latest events of a stream that are kept.
 * @param maxStreams Number of streams that are kept at once, those that are over
 * included.
 * @param maxStreamsPerUser Number of streams of one user that may be under way at once.
 * @param maxReaders Number of connections that may read streams at once.
 * @param maxReadersPerUser Number of connections by which one user may read streams at
 * once.
 * @param heartbeat Time between comments that keep a connection alive.
 * @param reconnectDelay Time that browsers wait before they come back.
 * @param errorMessages Whether the message of the exception is sent when a run fails.
 */
@ConfigurationProperties("callbacks.streams")
record StreamProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean endpoint,
		@DefaultValue("/callbacks/streams") String path, @DefaultValue("2m") Duration unreadTimeout,
		@DefaultValue("2m") Duration timeToLive, @DefaultValue("10000") int events,
		@DefaultValue("512KB") DataSize maxSize, @DefaultValue("1000") int maxStreams,
		@DefaultValue("20") int maxStreamsPerUser, @DefaultValue("2000") int maxReaders,
		@DefaultValue("100") int maxReadersPerUser, @DefaultValue("15s") Duration heartbeat,
		@DefaultValue("500ms") Duration reconnectDelay, @DefaultValue("false") boolean errorMessages) {

	/** The time that is as good as ever, and that clocks and timers can tell. */
	private static final Duration EVER = Duration.ofDays(100 * 365);

	StreamProperties {
		check(path.matches("(/[\\w.-]+)+"), "path",
				"must be a path such as '/callbacks/streams', without a '/' at" + " its end", path);
		check(!unreadTimeout.isNegative(), "unread-timeout", "must not be negative", unreadTimeout);
		check(!timeToLive.isNegative(), "time-to-live", "must not be negative", timeToLive);
		check(events > 0, "events", "must be at least 1", events);
		check(maxSize.toBytes() > 0, "max-size", "must be positive", maxSize);
		check(maxStreams > 0, "max-streams", "must be at least 1", maxStreams);
		check(maxStreamsPerUser > 0, "max-streams-per-user", "must be at least 1", maxStreamsPerUser);
		check(maxReaders > 0, "max-readers", "must be at least 1", maxReaders);
		check(maxReadersPerUser > 0, "max-readers-per-user", "must be at least 1", maxReadersPerUser);
		check(!heartbeat.isNegative() && !heartbeat.isZero(), "heartbeat", "must be positive", heartbeat);
		check(!reconnectDelay.isNegative(), "reconnect-delay", "must not be negative", reconnectDelay);
		unreadTimeout = bounded(unreadTimeout);
		timeToLive = bounded(timeToLive);
		heartbeat = bounded(heartbeat);
		reconnectDelay = bounded(reconnectDelay);
	}

	private static Duration bounded(Duration time) {
		return (time.compareTo(EVER) < 0) ? time : EVER;
	}

	private static void check(boolean valid, String property, String rule, Object value) {
		if (!valid) {
			String name = "callbacks.streams." + property;
			throw new CallbackConfigurationException("The property '" + name + "' " + rule + ", but is " + value,
					"Change the value of '" + name + "'.");
		}
	}

}
