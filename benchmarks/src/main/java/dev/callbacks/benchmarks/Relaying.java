// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.DrivenRun;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.RunKind;
import dev.callbacks.handler.TreeNumbers;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.relay.RelayOptions;
import dev.callbacks.kafka.wire.LogTopics;
import dev.callbacks.kafka.wire.Origin;
import dev.callbacks.message.ChatChunk;
import dev.callbacks.message.ChatRequest;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The relay to Kafka: 2,000 streams of 50 tokens a second, the processor time of this
 * process a token, its producer included, beyond that of a handler that does nothing, and
 * the bytes that it sends; then the time of a lifecycle event to a reader. The broker is
 * a process of its own.
 */
final class Relaying {

	private static final int STREAMS = 2_000;

	private static final int TOKENS_A_SECOND = 50;

	private static final int PARTITIONS = 12;

	private static final LogTopics TOPICS = new LogTopics("lifecycle", "tokens", "control", PARTITIONS);

	private static final int EVENTS = 300;

	private static final int MAX_WAITS = 200;

	private static final int WARM_UP_TOKENS = 3_000_000;

	private static final int WARM_UP_SECONDS = 15;

	private static final AsyncCallbackHandler EMPTY = new AsyncCallbackHandler() {

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			return null;
		}

	};

	private final int seconds;

	private final String broker;

	private Relaying(int seconds, String broker) {
		this.seconds = seconds;
		this.broker = broker;
	}

	static List<Row> measure(boolean quick) throws InterruptedException {
		try (Broker broker = new Broker()) {
			Relaying relaying = new Relaying(quick ? 10 : 30, broker.address());
			relaying.createTopics();
			relaying.paceRelay(Duration.ofMillis(60));
			double empty = relaying.pace(EMPTY, () -> 0, () -> true).nanos;
			Figures short60 = relaying.paceRelay(Duration.ofMillis(60));
			Figures long500 = relaying.paceRelay(Duration.ofMillis(500));
			double[] lag = relaying.lag();
			return List.of(Row.of("CPU a token of a handler that does nothing", "-", "%s ns", empty),
					Row.of("CPU a token beyond it, frames of 60 ms, producer included", "600 ns", "%s ns",
							short60.nanos - empty),
					Row.of("CPU a token beyond it, frames of 500 ms, producer included", "150 ns", "%s ns",
							long500.nanos - empty),
					Row.of("bytes on the wire a token, frames of 60 ms", "25", "%s", short60.bytes),
					Row.of("bytes on the wire a token, frames of 500 ms", "-", "%s", long500.bytes),
					Row.of("a lifecycle event to a reader, p50 and p99", "20 ms", "%s ms, %s ms", lag[0], lag[1]));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Creates the topics, as the auto-configuration does: a producer that writes to a
	 * topic that is just coming into being loses the order of its records, and is busy
	 * with that for its whole delivery timeout.
	 */
	private void createTopics() throws InterruptedException {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", this.broker))) {
			admin
				.createTopics(Stream.of(TOPICS.lifecycle(), TOPICS.tokens())
					.map((name) -> new NewTopic(name, PARTITIONS, (short) 1))
					.toList())
				.all()
				.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The topics cannot be created", ex);
		}
	}

	private Figures paceRelay(Duration frame) throws InterruptedException, IOException {
		Producer<byte[], byte[]> producer = producer();
		Relay relay = relay(frame, producer);
		relay.start();
		Figures figures = pace(relay, () -> bytes(producer), () -> relay.bufferedBytes() == 0);
		relay.stop(Duration.ofSeconds(5));
		producer.close();
		return figures;
	}

	/**
	 * Measures a handler, after the compilers of the JVM have done their work.
	 * @param bytes the bytes that were sent
	 * @param idle whether all that was emitted has been sent
	 */
	private Figures pace(AsyncCallbackHandler handler, DoubleSupplier bytes, BooleanSupplier idle)
			throws InterruptedException {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(handler);
		List<DrivenRun> runs = open(manager);
		for (int round = 0; round < WARM_UP_TOKENS / STREAMS; round++) {
			emit(runs);
		}
		// the pace brings other paths than the flood
		emitPaced(runs, WARM_UP_SECONDS * TOKENS_A_SECOND);
		for (int wait = 0; wait < MAX_WAITS && !idle.getAsBoolean(); wait++) {
			Thread.sleep(100);
		}
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		double sent = bytes.getAsDouble();
		long cpu = system.getProcessCpuTime();
		int rounds = this.seconds * TOKENS_A_SECOND;
		emitPaced(runs, rounds);
		Thread.sleep(700);
		double tokens = (double) rounds * STREAMS;
		Figures figures = new Figures((system.getProcessCpuTime() - cpu) / tokens,
				(bytes.getAsDouble() - sent) / tokens);
		end(manager, runs);
		return figures;
	}

	private static List<DrivenRun> open(CallbackDispatcher manager) {
		List<DrivenRun> runs = new ArrayList<>();
		for (int i = 0; i < STREAMS; i++) {
			DrivenRun run = manager.open(RunKind.CHAT_MODEL, "model", ChatRequest.of("Hello"));
			run.started().toCompletableFuture().join();
			runs.add(run);
		}
		return runs;
	}

	private static void emit(List<DrivenRun> runs) {
		ChatChunk chunk = ChatChunk.of("tok ");
		runs.forEach((run) -> run.token(chunk));
	}

	private static void emitPaced(List<DrivenRun> runs, int rounds) {
		long begin = System.nanoTime();
		for (int round = 0; round < rounds; round++) {
			long due = begin + round * TimeUnit.SECONDS.toNanos(1) / TOKENS_A_SECOND;
			while (System.nanoTime() < due) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			emit(runs);
		}
	}

	private static void end(CallbackDispatcher manager, List<DrivenRun> runs) throws InterruptedException {
		runs.forEach((run) -> run.end(null));
		manager.awaitIdle(Duration.ofSeconds(10));
	}

	/**
	 * Returns the bytes of all requests and responses.
	 */
	private static double bytes(Producer<byte[], byte[]> producer) {
		return producer.metrics()
			.values()
			.stream()
			.filter((metric) -> metric.metricName().name().equals("outgoing-byte-total")
					&& metric.metricName().group().equals("producer-metrics"))
			.mapToDouble((metric) -> (Double) metric.metricValue())
			.sum();
	}

	private double[] lag() throws InterruptedException, IOException {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		Producer<byte[], byte[]> producer = producer();
		Relay relay = relay(Duration.ofMillis(500), producer);
		manager.add(relay);
		relay.start();
		Map<String, Object> settings = Map.of("bootstrap.servers", this.broker);
		List<Double> lags = new ArrayList<>();
		try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> all = new ArrayList<>();
			for (int i = 0; i < PARTITIONS; i++) {
				all.add(new TopicPartition(TOPICS.lifecycle(), i));
			}
			consumer.assign(all);
			consumer.seekToEnd(all);
			all.forEach(consumer::position);
			for (int i = 0; i < EVENTS; i++) {
				long begin = System.nanoTime();
				DrivenRun run = manager.open(RunKind.CHAIN, "chain", "input");
				run.started().toCompletableFuture().join();
				UUID id = run.info().id();
				while (!contains(consumer, id)) {
					// not yet
				}
				lags.add((System.nanoTime() - begin) / 1e6);
				run.end(null).toCompletableFuture().join();
			}
		}
		relay.stop(Duration.ofSeconds(5));
		producer.close();
		lags.sort(null);
		return new double[] { lags.get(lags.size() / 2), lags.get(lags.size() * 99 / 100) };
	}

	private static boolean contains(Consumer<byte[], byte[]> consumer, UUID id) {
		boolean found = false;
		for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
			found |= new String(record.value(), StandardCharsets.UTF_8).contains(id.toString());
		}
		return found;
	}

	private Relay relay(Duration frame, Producer<byte[], byte[]> producer) throws IOException {
		return new Relay(new RelayOptions(new Origin("benchmark", System.nanoTime()), TOPICS, true, false, frame, frame,
				16 << 20, 900_000, Duration.ofSeconds(3), Duration.ofSeconds(10), Files.createTempDirectory("spool"),
				0), new TreeNumbers(10_000), () -> producer);
	}

	/**
	 * A producer with the settings of the auto-configuration.
	 */
	private Producer<byte[], byte[]> producer() {
		Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", this.broker, "acks", "all",
				"linger.ms", 2, "compression.type", "lz4", "enable.idempotence", true));
		return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
	}

	/**
	 * The cost of a token.
	 *
	 * @param nanos the processor time
	 * @param bytes the bytes on the wire
	 */
	private record Figures(double nanos, double bytes) {

	}

}
