// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import dev.callbacks.kafka.wire.LogTopics;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the relay.
 *
 * @param enabled Whether events are written into the log that instances share.
 * @param content Whether what users and models write is sent, tokens included. It passes
 * the redactors first.
 * @param durable Whether runs wait while the buffer is full, so that no token is left
 * out.
 * @param instance Name of this instance. The name of the machine, unless set.
 * @param group Prefix of the consumer groups. The name of the application, unless set.
 * @param topics Topics of the log.
 * @param frameDelay Time that a token waits for others, to be sent with them.
 * @param watchedFrameDelay Time that a token waits while somebody watches its run.
 * @param bufferSize Memory for events on their way.
 * @param maxRecordSize Size of the largest record. Of a larger event content is left out.
 * @param heartbeat Time between two signs of life of an instance with open runs.
 * @param lease Time without a sign of life after which the runs of an instance are ended.
 * @param gapTimeout Time that a reader waits for a record that is missing.
 * @param spool Files for events while the broker is away.
 * @param connectTimeout Time that the application waits for the broker when it starts.
 * @param shutdownTimeout Time to send what is there when the application stops.
 */
@ConfigurationProperties("callbacks.relay")
record RelayProperties(@DefaultValue("false") boolean enabled, @DefaultValue("false") boolean content,
		@DefaultValue("false") boolean durable, @Nullable String instance, @Nullable String group,
		@DefaultValue Topics topics, @DefaultValue("500ms") Duration frameDelay,
		@DefaultValue("60ms") Duration watchedFrameDelay, @DefaultValue("16MB") DataSize bufferSize,
		@DefaultValue("900KB") DataSize maxRecordSize, @DefaultValue("3s") Duration heartbeat,
		@DefaultValue("10s") Duration lease, @DefaultValue("2s") Duration gapTimeout, @DefaultValue Spool spool,
		@DefaultValue("5s") Duration connectTimeout, @DefaultValue("5s") Duration shutdownTimeout) {

	/** About the longest time that Kafka takes, in milliseconds of an int. */
	private static final Duration LONGEST = Duration.ofDays(24);

	/** A hundred years. */
	private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);

	private static final DataSize LARGEST_RECORD = DataSize.ofGigabytes(1);

	RelayProperties {
		positive("frame-delay", frameDelay);
		positive("watched-frame-delay", watchedFrameDelay);
		positive("heartbeat", heartbeat);
		positive("gap-timeout", gapTimeout);
		positive("connect-timeout", connectTimeout);
		check(!shutdownTimeout.isNegative(), "shutdown-timeout", "must not be negative", shutdownTimeout);
		notLonger("shutdown-timeout", shutdownTimeout, LONGEST);
		notLonger("lease", lease, LONGEST);
		check(lease.compareTo(heartbeat.multipliedBy(2)) >= 0, "lease",
				"must be at least twice 'callbacks.relay.heartbeat', which is " + heartbeat, lease);
		check(maxRecordSize.toBytes() >= 1024 && maxRecordSize.compareTo(LARGEST_RECORD) <= 0, "max-record-size",
				"must be at least 1KB and at most 1GB", maxRecordSize);
		check(bufferSize.toBytes() >= maxRecordSize.toBytes(), "buffer-size",
				"must be at least 'callbacks.relay.max-record-size', which is " + maxRecordSize, bufferSize);
	}

	private static void positive(String property, Duration value) {
		positive(property, value, LONGEST);
	}

	private static void positive(String property, Duration value, Duration longest) {
		check(!value.isNegative() && !value.isZero(), property, "must be positive", value);
		notLonger(property, value, longest);
	}

	private static void notLonger(String property, Duration value, Duration longest) {
		check(value.compareTo(longest) <= 0, property, "must be at most " + longest.toDays() + " days", value);
	}

	private static void check(boolean valid, String property, String rule, Object value) {
		if (!valid) {
			String name = "callbacks.relay." + property;
			throw new CallbackConfigurationException("The property '" + name + "' " + rule + ", but is " + value,
					"Change the value of '" + name + "'.");
		}
	}

	/**
	 * Topics of the log.
	 *
	 * @param lifecycle Name of the topic of all events but tokens.
	 * @param tokens Name of the topic of tokens.
	 * @param control Name of the topic of wishes, such as to stop a run.
	 * @param partitions Number of partitions of the first two, which cannot be changed
	 * later.
	 * @param create Whether topics that do not exist are created.
	 * @param replicas Number of replicas of topics that are created. That of the broker,
	 * unless set.
	 * @param retention Time for which events are kept in topics that are created.
	 */
	record Topics(@DefaultValue("callbacks.lifecycle") String lifecycle,
			@DefaultValue("callbacks.tokens") String tokens, @DefaultValue("callbacks.control") String control,
			@DefaultValue("12") int partitions, @DefaultValue("true") boolean create, @Nullable Short replicas,
			@DefaultValue("7d") Duration retention) {

		private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

		Topics {
			check(partitions >= 1, "topics.partitions", "must be at least 1", partitions);
			if (replicas != null) {
				check(replicas >= 1, "topics.replicas", "must be at least 1", replicas);
			}
			positive("topics.retention", retention, LONGEST_RETENTION);
			name("topics.lifecycle", lifecycle, Set.of());
			name("topics.tokens", tokens, Set.of(lifecycle));
			name("topics.control", control, Set.of(lifecycle, tokens));
		}

		private static void name(String property, String name, Set<String> others) {
			check(NAME.matcher(name).matches() && !name.equals(".") && !name.equals(".."), property,
					"must be the name of a topic, of at most 249 letters, digits, dots, dashes and underscores",
					"'" + name + "'");
			check(!others.contains(name), property, "must be another one than that of the other topics", name);
		}

		LogTopics names() {
			return new LogTopics(this.lifecycle, this.tokens, this.control, this.partitions);
		}

	}

	/**
	 * Files for events while the broker is away.
	 *
	 * @param folder Folder of the files. A folder for temporary files, unless set.
	 * @param maxSize Size of all files of an instance. None with 0.
	 */
	record Spool(@Nullable String folder, @DefaultValue("64MB") DataSize maxSize) {

		Spool {
			check(!maxSize.isNegative(), "spool.max-size", "must not be negative", maxSize);
		}

	}

}
