/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.error;

/**
 * Kafka's error codes as they stand in 4.3.1: what a reply says went wrong, and whether the same request may succeed
 * later. Names, codes and retriability are Kafka's, checked against its own list by a test; the texts are not.
 */
public enum ErrorCode {
    UNKNOWN_SERVER_ERROR(-1, Retry.NO, "The server met a condition that it has no error code for."),
    NONE(0, Retry.NO, "No error."),
    OFFSET_OUT_OF_RANGE(1, Retry.NO, "The requested offset lies outside the offsets that the log holds."),
    CORRUPT_MESSAGE(2, Retry.YES, "The record batch fails its checksum, has an impossible size, or cannot be parsed."),
    UNKNOWN_TOPIC_OR_PARTITION(3, Retry.YES, "No such topic or partition is known here."),
    INVALID_FETCH_SIZE(4, Retry.NO, "The fetch size is not valid."),
    LEADER_NOT_AVAILABLE(5, Retry.YES, "The partition has no leader at the moment."),
    NOT_LEADER_OR_FOLLOWER(6, Retry.YES, "This broker neither leads nor follows the partition in question."),
    REQUEST_TIMED_OUT(7, Retry.YES, "The request did not finish within its time limit."),
    BROKER_NOT_AVAILABLE(8, Retry.NO, "The broker is not available."),
    REPLICA_NOT_AVAILABLE(9, Retry.YES, "The replica asked for is not on this broker."),
    MESSAGE_TOO_LARGE(10, Retry.NO, "The record batch is larger than the topic accepts."),
    STALE_CONTROLLER_EPOCH(11, Retry.NO, "The controller has moved on to a newer epoch."),
    OFFSET_METADATA_TOO_LARGE(12, Retry.NO, "The metadata string of the committed offset is too long."),
    NETWORK_EXCEPTION(13, Retry.YES, "The connection broke before an answer came."),
    COORDINATOR_LOAD_IN_PROGRESS(14, Retry.YES, "The coordinator is still loading its state."),
    COORDINATOR_NOT_AVAILABLE(15, Retry.YES, "The coordinator is not available."),
    NOT_COORDINATOR(16, Retry.YES, "This broker is not the coordinator asked for."),
    INVALID_TOPIC_EXCEPTION(
            17, Retry.NO, "The topic name is not valid, or this operation is not allowed on the topic."),
    RECORD_LIST_TOO_LARGE(18, Retry.NO, "The request carries more batch bytes than a segment can take."),
    NOT_ENOUGH_REPLICAS(19, Retry.YES, "Fewer replicas are in sync than the topic requires."),
    NOT_ENOUGH_REPLICAS_AFTER_APPEND(
            20, Retry.YES, "The records were appended, but too few replicas were in sync afterwards."),
    INVALID_REQUIRED_ACKS(21, Retry.NO, "The acks value is none of -1, 0 and 1."),
    ILLEGAL_GENERATION(22, Retry.NO, "The generation is not that of the group."),
    INCONSISTENT_GROUP_PROTOCOL(23, Retry.NO, "The member's protocol type or protocols do not fit the group's."),
    INVALID_GROUP_ID(24, Retry.NO, "The group id is not valid."),
    UNKNOWN_MEMBER_ID(25, Retry.NO, "The group has no member with this id."),
    INVALID_SESSION_TIMEOUT(26, Retry.NO, "The session timeout lies outside the range that the broker allows."),
    REBALANCE_IN_PROGRESS(27, Retry.NO, "The group is rebalancing and must be joined again."),
    INVALID_COMMIT_OFFSET_SIZE(28, Retry.NO, "The size of the offset commit is not valid."),
    TOPIC_AUTHORIZATION_FAILED(29, Retry.NO, "The topic may not be accessed by this principal."),
    GROUP_AUTHORIZATION_FAILED(30, Retry.NO, "The group may not be accessed by this principal."),
    CLUSTER_AUTHORIZATION_FAILED(31, Retry.NO, "The principal may not do this to the cluster."),
    INVALID_TIMESTAMP(32, Retry.NO, "A record's timestamp lies outside the range that the topic accepts."),
    UNSUPPORTED_SASL_MECHANISM(33, Retry.NO, "The SASL mechanism is not offered by this broker."),
    ILLEGAL_SASL_STATE(34, Retry.NO, "The request does not fit the present SASL state of the connection."),
    UNSUPPORTED_VERSION(35, Retry.NO, "The broker does not support this version of the API."),
    TOPIC_ALREADY_EXISTS(36, Retry.NO, "A topic of that name exists already."),
    INVALID_PARTITIONS(37, Retry.NO, "The number of partitions is below one, or lower than it was."),
    INVALID_REPLICATION_FACTOR(38, Retry.NO, "The replication factor is below one or above the number of brokers."),
    INVALID_REPLICA_ASSIGNMENT(39, Retry.NO, "The assignment of replicas to brokers is not valid."),
    INVALID_CONFIG(40, Retry.NO, "A configuration value is not valid."),
    NOT_CONTROLLER(41, Retry.YES, "This broker is not the active controller."),
    INVALID_REQUEST(42, Retry.NO, "The request does not make sense as it stands."),
    UNSUPPORTED_FOR_MESSAGE_FORMAT(43, Retry.NO, "The record format of the log cannot express what was asked."),
    POLICY_VIOLATION(44, Retry.NO, "A policy of the cluster rejects the request."),
    OUT_OF_ORDER_SEQUENCE_NUMBER(45, Retry.NO, "The producer's sequence number does not follow the last one appended."),
    DUPLICATE_SEQUENCE_NUMBER(46, Retry.NO, "The sequence number was appended before."),
    INVALID_PRODUCER_EPOCH(47, Retry.NO, "The producer's epoch is older than the one known here."),
    INVALID_TXN_STATE(48, Retry.NO, "The transaction is in a state that does not allow this."),
    INVALID_PRODUCER_ID_MAPPING(49, Retry.NO, "The producer id does not belong to this transactional id."),
    INVALID_TRANSACTION_TIMEOUT(50, Retry.NO, "The transaction timeout is above the limit of the broker."),
    CONCURRENT_TRANSACTIONS(51, Retry.YES, "Another operation on the same transaction is still under way."),
    TRANSACTION_COORDINATOR_FENCED(52, Retry.NO, "The transaction coordinator that sent this has been replaced."),
    TRANSACTIONAL_ID_AUTHORIZATION_FAILED(53, Retry.NO, "The transactional id may not be used by this principal."),
    SECURITY_DISABLED(54, Retry.NO, "The broker has no security features switched on."),
    OPERATION_NOT_ATTEMPTED(55, Retry.NO, "The operation was not tried, because an earlier one failed."),
    KAFKA_STORAGE_ERROR(56, Retry.YES, "The log directory of the partition failed."),
    LOG_DIR_NOT_FOUND(57, Retry.NO, "The log directory named is not configured on this broker."),
    SASL_AUTHENTICATION_FAILED(58, Retry.NO, "Authentication through SASL failed."),
    UNKNOWN_PRODUCER_ID(59, Retry.NO, "The log holds nothing of this producer id any more."),
    REASSIGNMENT_IN_PROGRESS(60, Retry.NO, "The partitions are being reassigned at the moment."),
    DELEGATION_TOKEN_AUTH_DISABLED(61, Retry.NO, "Delegation tokens are not enabled here."),
    DELEGATION_TOKEN_NOT_FOUND(62, Retry.NO, "No such delegation token is known."),
    DELEGATION_TOKEN_OWNER_MISMATCH(63, Retry.NO, "The delegation token belongs to another owner."),
    DELEGATION_TOKEN_REQUEST_NOT_ALLOWED(
            64, Retry.NO, "Delegation tokens cannot be requested over a connection of this kind."),
    DELEGATION_TOKEN_AUTHORIZATION_FAILED(65, Retry.NO, "The principal may not use this delegation token."),
    DELEGATION_TOKEN_EXPIRED(66, Retry.NO, "The delegation token has expired."),
    INVALID_PRINCIPAL_TYPE(67, Retry.NO, "The principal type is not valid here."),
    NON_EMPTY_GROUP(68, Retry.NO, "The group still has members."),
    GROUP_ID_NOT_FOUND(69, Retry.NO, "No such group is known."),
    FETCH_SESSION_ID_NOT_FOUND(70, Retry.YES, "No fetch session with this id is known."),
    INVALID_FETCH_SESSION_EPOCH(71, Retry.YES, "The epoch of the fetch session does not follow the last one."),
    LISTENER_NOT_FOUND(72, Retry.YES, "The leader of the partition has no endpoint on this listener."),
    TOPIC_DELETION_DISABLED(73, Retry.NO, "Deleting topics is switched off."),
    FENCED_LEADER_EPOCH(74, Retry.YES, "The leader epoch in the request is older than the one known here."),
    UNKNOWN_LEADER_EPOCH(75, Retry.YES, "The leader epoch in the request is newer than the one known here."),
    UNSUPPORTED_COMPRESSION_TYPE(76, Retry.NO, "The client cannot read batches with this compression."),
    STALE_BROKER_EPOCH(77, Retry.NO, "The broker epoch belongs to an earlier registration of the broker."),
    OFFSET_NOT_AVAILABLE(
            78, Retry.YES, "The leader cannot tell the offset yet, because its high watermark is catching up."),
    MEMBER_ID_REQUIRED(79, Retry.NO, "A member id is needed; join again with the one given."),
    PREFERRED_LEADER_NOT_AVAILABLE(80, Retry.YES, "The preferred leader is not available."),
    GROUP_MAX_SIZE_REACHED(81, Retry.NO, "The group has as many members as it may have."),
    FENCED_INSTANCE_ID(82, Retry.NO, "Another member took over this instance id."),
    ELIGIBLE_LEADERS_NOT_AVAILABLE(83, Retry.YES, "No replica that may lead is available."),
    ELECTION_NOT_NEEDED(84, Retry.YES, "The partition needs no election."),
    NO_REASSIGNMENT_IN_PROGRESS(85, Retry.NO, "No reassignment of this partition is under way."),
    GROUP_SUBSCRIBED_TO_TOPIC(86, Retry.NO, "Members of the group are subscribed to the topic."),
    INVALID_RECORD(87, Retry.NO, "A record in the batch is not acceptable to the broker."),
    UNSTABLE_OFFSET_COMMIT(88, Retry.YES, "The offset belongs to a transaction that is not decided yet."),
    THROTTLING_QUOTA_EXCEEDED(89, Retry.YES, "The quota for this kind of request is used up."),
    PRODUCER_FENCED(90, Retry.NO, "A newer producer with the same transactional id exists."),
    RESOURCE_NOT_FOUND(91, Retry.NO, "The request names a resource that does not exist."),
    DUPLICATE_RESOURCE(92, Retry.NO, "The request names the same resource more than once."),
    UNACCEPTABLE_CREDENTIAL(93, Retry.NO, "The credential does not meet the requirements."),
    INCONSISTENT_VOTER_SET(94, Retry.NO, "The voters named on both sides differ."),
    INVALID_UPDATE_VERSION(95, Retry.NO, "The feature update is not valid."),
    FEATURE_UPDATE_FAILED(96, Retry.NO, "The feature could not be updated; the server's log may say why."),
    PRINCIPAL_DESERIALIZATION_FAILURE(97, Retry.NO, "The forwarded principal could not be read."),
    SNAPSHOT_NOT_FOUND(98, Retry.NO, "No such snapshot is known."),
    POSITION_OUT_OF_RANGE(99, Retry.NO, "The position lies outside the snapshot."),
    UNKNOWN_TOPIC_ID(100, Retry.YES, "No topic has this id."),
    DUPLICATE_BROKER_REGISTRATION(101, Retry.NO, "A live broker is registered with this id already."),
    BROKER_ID_NOT_REGISTERED(102, Retry.NO, "The broker with this id is not registered."),
    INCONSISTENT_TOPIC_ID(103, Retry.YES, "The topic id in the log is not the one in the request."),
    INCONSISTENT_CLUSTER_ID(104, Retry.NO, "The cluster id in the request is not that of this cluster."),
    TRANSACTIONAL_ID_NOT_FOUND(105, Retry.NO, "No such transactional id is known."),
    FETCH_SESSION_TOPIC_ID_ERROR(106, Retry.YES, "The fetch session knows the topics by id on one side only."),
    INELIGIBLE_REPLICA(107, Retry.NO, "The new in-sync set names a replica that may not join it."),
    NEW_LEADER_ELECTED(108, Retry.NO, "The change was accepted, and the sender is no longer the leader."),
    OFFSET_MOVED_TO_TIERED_STORAGE(109, Retry.NO, "The offset now lives in tiered storage only."),
    FENCED_MEMBER_EPOCH(
            110, Retry.NO, "The member's epoch was fenced by the group coordinator; the member must join again."),
    UNRELEASED_INSTANCE_ID(111, Retry.NO, "Another member of the group still owns this instance id."),
    UNSUPPORTED_ASSIGNOR(112, Retry.NO, "The assignor, or its version range, is not supported by the group."),
    STALE_MEMBER_EPOCH(113, Retry.NO, "The member's epoch is out of date; it must be learnt again with a heartbeat."),
    MISMATCHED_ENDPOINT_TYPE(114, Retry.NO, "The request went to an endpoint of the wrong kind."),
    UNSUPPORTED_ENDPOINT_TYPE(115, Retry.NO, "The kind of endpoint is not known here."),
    UNKNOWN_CONTROLLER_ID(116, Retry.NO, "The controller with this id is not known."),
    UNKNOWN_SUBSCRIPTION_ID(
            117, Retry.NO, "The subscription id is not the present one; the client must ask for it again."),
    TELEMETRY_TOO_LARGE(118, Retry.NO, "The telemetry data pushed is too large."),
    INVALID_REGISTRATION(119, Retry.NO, "The broker's registration is not valid."),
    TRANSACTION_ABORTABLE(120, Retry.NO, "The transaction failed and can only be aborted."),
    INVALID_RECORD_STATE(121, Retry.NO, "The record is not in a state that allows this acknowledgement."),
    SHARE_SESSION_NOT_FOUND(122, Retry.YES, "No share session of this kind is known."),
    INVALID_SHARE_SESSION_EPOCH(123, Retry.YES, "The epoch of the share session does not follow the last one."),
    FENCED_STATE_EPOCH(124, Retry.NO, "The share coordinator knows a newer state epoch."),
    INVALID_VOTER_KEY(125, Retry.NO, "The voter's key does not match that of the receiving node."),
    DUPLICATE_VOTER(126, Retry.NO, "The voter is a member of the voter set already."),
    VOTER_NOT_FOUND(127, Retry.NO, "The voter is not a member of the voter set."),
    INVALID_REGULAR_EXPRESSION(128, Retry.NO, "The regular expression is not valid."),
    REBOOTSTRAP_REQUIRED(129, Retry.NO, "The client's view of the cluster is stale; it should bootstrap again."),
    STREAMS_INVALID_TOPOLOGY(130, Retry.NO, "The topology sent is not valid."),
    STREAMS_INVALID_TOPOLOGY_EPOCH(131, Retry.NO, "The epoch of the topology is not valid."),
    STREAMS_TOPOLOGY_FENCED(132, Retry.NO, "The epoch of the topology is out of date."),
    SHARE_SESSION_LIMIT_REACHED(133, Retry.YES, "No further share session can be opened.");

    private static final ErrorCode[] BY_CODE = byCode();

    private final short code;
    private final boolean retriable;
    private final String message;

    ErrorCode(int code, boolean retriable, String message) {
        this.code = (short) code;
        this.retriable = retriable;
        this.message = message;
    }

    /** The code of an error from a peer; one that is newer than this list reads as {@link #UNKNOWN_SERVER_ERROR}. */
    public static ErrorCode forCode(short code) {
        int index = code + 1;
        return index >= 0 && index < BY_CODE.length ? BY_CODE[index] : UNKNOWN_SERVER_ERROR;
    }

    public short code() {
        return code;
    }

    /** One sentence for people; never part of a contract. */
    public String message() {
        return message;
    }

    /** True when Kafka's clients would send the same request again. */
    public boolean retriable() {
        return retriable;
    }

    private static ErrorCode[] byCode() {
        ErrorCode[] all = values();
        ErrorCode[] byCode = new ErrorCode[all.length];
        for (ErrorCode error : all) {
            byCode[error.code + 1] = error;
        }
        return byCode;
    }

    /** Readable names for the constructor's flag; an enum's own constants cannot be used before its values. */
    private static final class Retry {
        static final boolean YES = true;
        static final boolean NO = false;
    }
}
