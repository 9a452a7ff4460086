// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.CallbackConfigurationException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The preparation of the topics, which goes on until it has succeeded. There is no
 * producer before: if a topic is missing, brokers create it for whoever asks as a
 * producer, with a number of partitions and a clock of their own.
 */
final class TopicPreparation implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(TopicPreparation.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final TopicSetup topics;

	private final CountDownLatch stopping = new CountDownLatch(1);

	private volatile boolean done;

	/** The message of the last refusal, which is logged once. */
	private @Nullable String wrong;

	TopicPreparation(TopicSetup topics) {
		this.topics = topics;
	}

	/**
	 * Prepares the topics, now if the broker answers, or else when it does.
	 * @throws CallbackConfigurationException if a topic is not what it has to be
	 */
	void start() {
		this.done = this.topics.prepare();
		if (!this.done) {
			Thread thread = new Thread(this::goOn, "callbacks-topics");
			thread.setDaemon(true);
			thread.setContextClassLoader(TopicPreparation.class.getClassLoader());
			thread.start();
		}
	}

	@Override
	public void close() {
		this.stopping.countDown();
	}

	private void goOn() {
		try {
			while (!this.done && !this.stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
				tryAgain();
			}
		}
		catch (InterruptedException ex) {
			logger.debug("The topics of the relay are not prepared any more", ex);
		}
	}

	private void tryAgain() {
		try {
			this.done = this.topics.prepare();
			if (this.done) {
				logger.info("The topics of the relay have been checked");
			}
		}
		catch (CallbackConfigurationException ex) {
			if (!Objects.equals(ex.getMessage(), this.wrong)) {
				this.wrong = ex.getMessage();
				logger.error("Nothing is sent: {}. {}", ex.getMessage(), ex.action());
			}
		}
		catch (Throwable ex) {
			logger.debug("The topics of the relay could not be prepared", ex);
		}
	}

	/**
	 * Returns a maker of producers that fails until the topics are prepared.
	 */
	Supplier<Producer<byte[], byte[]>> before(Supplier<Producer<byte[], byte[]>> producers) {
		return () -> {
			if (!this.done) {
				throw new KafkaException("its topics have not been checked yet");
			}
			return producers.get();
		};
	}

}
