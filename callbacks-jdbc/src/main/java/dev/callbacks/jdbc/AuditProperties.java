// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.time.Duration;
import java.util.List;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the audit.
 *
 * @param enabled Whether there is an audit, if there is a DataSource.
 * @param instance Name of this instance in the rows. Unless set, it is the name of the
 * application, '@', and the name of the host.
 * @param content Whether rows have the content of runs, redacted.
 * @param userKeys Keys of the metadata whose first value is the user of a run.
 * @param conversationKeys Keys of the metadata whose first value is the conversation of a
 * run.
 * @param bufferSize Number of events, and of rows, that wait in memory.
 * @param batchSize Number of rows that one transaction writes.
 * @param flushInterval Time after which events are written.
 * @param writeTimeout Timeout of a transaction, a day at most.
 * @param retryInterval Time between two attempts while the database is away.
 * @param shutdownTimeout Time that the application waits at its end for rows to be
 * written. The rest goes to the spool.
 * @param lease Time without a sign of life after which another process closes the open
 * runs of a process as abandoned.
 * @param retention Time for which rows are kept after their runs ended. Unless set, they
 * are kept for ever.
 * @param initializeSchema Databases in which the tables are created at the start.
 * @param platform Platform of the script that creates the tables. Unless set, it is found
 * from the database.
 * @param spool Properties of the spool.
 * @param chain Properties of the chain.
 */
@ConfigurationProperties("callbacks.audit")
record AuditProperties(@DefaultValue("true") boolean enabled, @Nullable String instance,
		@DefaultValue("false") boolean content, @DefaultValue("user_id") List<String> userKeys, @DefaultValue( {
				"conversation_id", "memoryId" }) List<String> conversationKeys,
		@DefaultValue("32768") int bufferSize, @DefaultValue("500") int batchSize,
		@DefaultValue("100ms") Duration flushInterval, @DefaultValue("10s") Duration writeTimeout,
		@DefaultValue("1s") Duration retryInterval, @DefaultValue("5s") Duration shutdownTimeout,
		@DefaultValue("30s") Duration lease, @Nullable Duration retention,
		@DefaultValue("embedded") DatabaseInitializationMode initializeSchema, @Nullable String platform,
		@DefaultValue Spool spool, @DefaultValue Chain chain){

	/** The number of parameters that the narrowest driver takes, with room to spare. */
	private static final int MAX_BATCH = 10_000;

	/** A day. Drivers count the milliseconds of a timeout by integers. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

	/** A hundred years. Databases have no later times, and clocks no more nanoseconds. */
	private static final Duration MAX_DURATION = Duration.ofDays(36_500);

	AuditProperties {
		userKeys = List.copyOf(userKeys);
		conversationKeys = List.copyOf(conversationKeys);
		check(bufferSize > 0, "buffer-size", "must be at least 1", bufferSize);
		check(batchSize > 0 && batchSize <= MAX_BATCH, "batch-size", "must be between 1 and " + MAX_BATCH, batchSize);
		checkPositive("flush-interval", flushInterval);
		checkPositive("write-timeout", writeTimeout);
		check(writeTimeout.compareTo(MAX_TIMEOUT) <= 0, "write-timeout", "must be at most 1d", writeTimeout);
		checkPositive("retry-interval", retryInterval);
		check(!shutdownTimeout.isNegative(), "shutdown-timeout", "must not be negative", shutdownTimeout);
		checkBounded("shutdown-timeout", shutdownTimeout);
		checkPositive("lease", lease);
		check(retention == null || retention.compareTo(lease) > 0, "retention",
				"must be longer than 'callbacks.audit.lease'", retention);
		if (retention != null) {
			checkBounded("retention", retention);
		}
	}

	private static void checkPositive(String property, Duration value) {
		check(!value.isNegative() && !value.isZero(), property, "must be positive", value);
		checkBounded(property, value);
	}

	private static void checkBounded(String property, Duration value) {
		check(value.compareTo(MAX_DURATION) <= 0, property, "must be at most 36500d", value);
	}

	private static void check(boolean valid, String property, String rule, @Nullable Object value) {
		if (!valid) {
			String name = "callbacks.audit." + property;
			throw new CallbackConfigurationException("The property '" + name + "' " + rule + ", but is " + value,
					"Change the value of '" + name + "'.");
		}
	}

	/**
	 * Properties of the file in which rows wait while the database is away.
	 *
	 * @param directory Directory of the spool. Unless set, it is one of the application
	 * below the directory for temporary files.
	 * @param maxSize Size that the spool may have.
	 */
	record Spool(@Nullable String directory, @DefaultValue("256MB") DataSize maxSize) {

		private static final DataSize SMALLEST = DataSize.ofKilobytes(16);

		Spool {
			check(maxSize.compareTo(SMALLEST) >= 0, "spool.max-size", "must be at least 16KB", maxSize);
		}

	}

	/**
	 * Properties of the chain that shows changes of rows.
	 *
	 * @param enabled Whether rows are links of a chain.
	 * @param key Secret key of the chain, the same for all instances: 32 bytes or more.
	 * @param headFile File to which heads of the chain are appended. Unless set, they are
	 * logged.
	 * @param exportInterval Time between two exports of the head.
	 */
	record Chain(@DefaultValue("false") boolean enabled, @Nullable String key, @Nullable String headFile,
			@DefaultValue("1m") Duration exportInterval) {

		Chain {
			checkPositive("chain.export-interval", exportInterval);
		}

		/**
		 * Returns the key, or {@code null} if there is no chain.
		 */
		@Nullable ChainKey chainKey() {
			if (!this.enabled) {
				return null;
			}
			String name = "callbacks.audit.chain.key";
			if (this.key == null || this.key.isBlank()) {
				throw new CallbackConfigurationException(
						"The audit has a chain, since 'callbacks.audit.chain.enabled' is true, but the property '"
								+ name + "' is not set",
						"Set '" + name + "' to a secret of " + ChainKey.MIN_LENGTH
								+ " bytes or more, the same for all instances, or remove 'callbacks.audit.chain.enabled'.");
			}
			if (!ChainKey.isLongEnough(this.key)) {
				throw new CallbackConfigurationException(
						"The property '" + name + "' must have " + ChainKey.MIN_LENGTH + " bytes or more",
						"Set '" + name + "' to a longer secret, such as one from 'openssl rand -hex 32'.");
			}
			return ChainKey.of(this.key);
		}

		@Override
		public String toString() {
			return "Chain[enabled=" + this.enabled + "]";
		}

	}

}
