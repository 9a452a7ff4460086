// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.callbacks.autoconfigure.stream.NumberedEvent;
import dev.callbacks.autoconfigure.stream.RemoteStream;
import dev.callbacks.autoconfigure.stream.RemoteStreams;
import dev.callbacks.kafka.relay.Relay;
import dev.callbacks.kafka.wire.LogRecord;
import dev.callbacks.kafka.wire.LogTopics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The streams of other instances, read from the log by one consumer for all that somebody
 * follows here. Whoever begins to follow a tree makes it read the partition of the tree
 * again from the tree's beginning; what others have had of it is known by its place.
 * <p>
 * <b>Bounded</b>: the trees that are followed, and the age of one that is looked for.
 * <b>Thread-safety</b>: any thread may ask; nothing waits.
 *
 * @since 0.1.0
 */
public final class FleetStreams implements RemoteStreams {

	private static final Duration POLL = Duration.ofMillis(100);

	private static final int MAX_SOURCES = 1_000;

	private static final Duration FIND = Duration.ofSeconds(10);

	/** The age up to which the records of a tree may still be on their way to the log. */
	private static final Duration YOUNG = Duration.ofSeconds(5);

	/** How old a tree may be that is looked for. */
	private static final Duration MAX_AGE = Duration.ofHours(1);

	private static final long KEPT = Duration.ofSeconds(30).toNanos();

	/**
	 * The time between notes to owners, less than half of that for which a note counts.
	 */
	private static final long WATCH = Duration.ofSeconds(10).toNanos();

	private final LogTopics topics;

	private final boolean content;

	private final Relay relay;

	private final Patience patience;

	private final LogLoop loop;

	private final LogReading reading;

	private final Map<UUID, StreamSource> sources = new ConcurrentHashMap<>();

	private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

	/** The requests that wait until the log has been read up to an offset. */
	private final List<Request> searching = new ArrayList<>();

	private long watchedAt;

	/**
	 * Creates streams, of which none is read.
	 * @param topics the topics
	 * @param content whether there are tokens
	 * @param relay the relay, which tells owners what is wished
	 * @param gapTimeout the time that a record may be missing
	 * @param counts the counts of readers
	 * @param consumers the maker of the consumer
	 */
	public FleetStreams(LogTopics topics, boolean content, Relay relay, Duration gapTimeout, FleetCounts counts,
			Supplier<Consumer<byte[], byte[]>> consumers) {
		this.topics = topics;
		this.content = content;
		this.relay = relay;
		this.patience = new Patience(gapTimeout);
		this.loop = new LogLoop("callbacks-streams", consumers, this::run);
		this.reading = new LogReading(topics, counts);
	}

	@Override
	public Mono<RemoteStream> find(UUID root) {
		return source(root)
			.flatMap((source) -> Mono.justOrEmpty(source.run()).map((run) -> new RemoteStream(run, source.last())));
	}

	@Override
	public Flux<NumberedEvent> follow(UUID root, long after) {
		return source(root).flatMapMany((source) -> Flux.defer(() -> {
			source.opened();
			this.relay.wish(new LogRecord.Control(LogRecord.Action.WATCH, root));
			return source.after(after).doFinally((signal) -> source.closed());
		}));
	}

	@Override
	public Mono<Boolean> stop(UUID root) {
		return find(root).filter((stream) -> stream.last() == null).map((stream) -> {
			this.relay.wish(new LogRecord.Control(LogRecord.Action.STOP, root));
			return true;
		}).defaultIfEmpty(false);
	}

	/**
	 * Returns the source of a tree, once the log has told of its root, or nothing if the
	 * log knows no such tree. Fails if the log does not tell in time.
	 */
	private Mono<StreamSource> source(UUID root) {
		return Mono.defer(() -> {
			StreamSource known = this.sources.get(root);
			if (known != null && known.run() != null) {
				return Mono.just(known);
			}
			Duration age = age(root);
			if (root.version() != 7 || age.compareTo(MAX_AGE) > 0 || age.compareTo(TreeSearch.SKEW.negated()) < 0
					|| this.loop.isStopping() || this.sources.size() + this.requests.size() >= MAX_SOURCES) {
				return Mono.empty();
			}
			Request request = new Request(root);
			this.requests.add(request);
			this.loop.start();
			this.loop.wake();
			return request.found.asMono().timeout(FIND);
		});
	}

	private static Duration age(UUID root) {
		return Duration.between(Starts.time(root), Instant.now());
	}

	/**
	 * Stops to read.
	 */
	public void close() {
		this.loop.stop();
		this.requests.add(new Request(new UUID(0, 0)));
	}

	private void run(Consumer<byte[], byte[]> consumer) {
		List.copyOf(this.sources.values()).forEach((source) -> this.requests.add(new Request(source.root())));
		while (!this.loop.isStopping()) {
			try {
				read(consumer);
			}
			catch (WakeupException ex) {
				// there is a request
			}
		}
	}

	private void read(Consumer<byte[], byte[]> consumer) {
		Request request = consumer.assignment().isEmpty() ? nextRequest() : this.requests.poll();
		while (request != null) {
			begin(consumer, request);
			request = this.requests.poll();
		}
		consumer.poll(POLL).forEach(this::accept);
		long now = System.nanoTime();
		passOver(consumer, now);
		answer(consumer);
		tidy(consumer, now);
	}

	private Request nextRequest() {
		try {
			return this.requests.take();
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	/**
	 * Goes back to the beginning of a tree.
	 */
	private void begin(Consumer<byte[], byte[]> consumer, Request request) {
		try {
			Set<TopicPartition> partitions = partitions(request.root);
			boolean isNew = this.sources.putIfAbsent(request.root,
					new StreamSource(request.root, this.content)) == null;
			if (isNew || !consumer.assignment().containsAll(partitions)) {
				Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
				assigned.addAll(partitions);
				consumer.assign(assigned);
				TreeSearch.seek(consumer, request.root, partitions);
			}
			request.until = consumer.endOffsets(partitions);
			this.searching.add(request);
		}
		catch (WakeupException ex) {
			this.sources.remove(request.root);
			this.requests.add(request);
		}
	}

	private Set<TopicPartition> partitions(UUID root) {
		return TreeSearch.partitions(root, this.topics, this.content);
	}

	private void accept(ConsumerRecord<byte[], byte[]> record) {
		LogRecord read = this.reading.read(record);
		UUID root = (read != null) ? LogReading.root(record, read) : null;
		StreamSource source = (root != null) ? this.sources.get(root) : null;
		if (source != null && root != null && read != null) {
			source.tree()
				.accept(new Incoming(root, this.reading.topic(record), record.partition(), record.offset(),
						record.timestamp(), read, false), System.nanoTime());
		}
	}

	private void passOver(Consumer<byte[], byte[]> consumer, long now) {
		for (StreamSource source : this.sources.values()) {
			FollowedTree tree = source.tree();
			if (this.patience.isOver(tree, now,
					(time) -> new LogEnd(consumer, partitions(source.root())).isReached())) {
				tree.passOver(now);
			}
		}
	}

	/**
	 * Answers requests whose tree has been found, or cannot be found any more.
	 */
	private void answer(Consumer<byte[], byte[]> consumer) {
		this.searching.removeIf((request) -> {
			StreamSource source = this.sources.get(request.root);
			boolean found = source != null && source.run() != null;
			if (found) {
				request.found.tryEmitValue(source);
			}
			else if (!mayStillCome(request.root)
					&& request.until.entrySet()
						.stream()
						.allMatch((end) -> consumer.position(end.getKey()) >= end.getValue())
					&& (source == null || source.tree().isCaughtUp())) {
				request.found.tryEmitEmpty();
				this.sources.remove(request.root);
				return true;
			}
			return found;
		});
	}

	/**
	 * Whether the records of a tree may be on their way, and there is room to wait for
	 * them: whoever makes up young trees is not to take the places of others.
	 */
	private boolean mayStillCome(UUID root) {
		return age(root).compareTo(YOUNG) <= 0 && this.sources.size() <= MAX_SOURCES / 2;
	}

	/**
	 * Forgets trees that nobody reads, and renews the watch of those that are read.
	 */
	private void tidy(Consumer<byte[], byte[]> consumer, long now) {
		this.sources.values().removeIf((source) -> source.isIdle(KEPT));
		Set<TopicPartition> needed = new HashSet<>();
		this.sources.keySet().forEach((root) -> needed.addAll(partitions(root)));
		if (!needed.equals(consumer.assignment())) {
			consumer.assign(needed);
		}
		if (now - this.watchedAt > WATCH) {
			this.watchedAt = now;
			Stream<StreamSource> read = this.sources.values()
				.stream()
				.filter((source) -> source.isRead() && source.last() == null);
			read.forEach((source) -> this.relay.wish(new LogRecord.Control(LogRecord.Action.WATCH, source.root())));
		}
	}

	/**
	 * A request for a tree.
	 */
	private static final class Request {

		private final UUID root;

		private final Sinks.One<StreamSource> found = Sinks.one();

		private Map<TopicPartition, Long> until = Map.of();

		private Request(UUID root) {
			this.root = root;
		}

	}

}
